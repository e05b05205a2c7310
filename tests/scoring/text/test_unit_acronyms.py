"""A unit by the first letters of its name, in Chinese and Latin letters."""

from __future__ import annotations

import pytest

from scoring.text.mentions import Identity, Level, find_mentions


def masked(text: str, unit: str) -> list[str]:
    found = find_mentions(text, Identity(units=(unit,)))
    return [text[m.start : m.end] for m in found if m.level is not Level.HINT]


@pytest.mark.parametrize(
    ("unit", "text", "said"),
    [
        ("包头市昆河妇产医院", "满月照寄到昆妇，背面写着字。", "昆妇"),
        ("满洲里市扎区第二社区卫生服务站", "她在扎二站上班。", "扎二站"),
        ("巴林左旗碧流台结核病防治所", "剩下的药交还碧结防，请打收条。", "碧结防"),
        ("察哈尔右翼后旗疾病预防控制中心", "为此HQCDC被通报过一次。", "HQCDC"),
        ("额济纳旗策克口岸医院", "等一个字。\n策克ICU值夜人", "策克ICU"),
    ],
)
def test_unit_is_found_by_first_letters(unit: str, text: str, said: str) -> None:
    assert said in masked(text, unit)


def test_beginning_of_the_own_name_is_no_acronym() -> None:
    assert "十二渡" not in masked("小雨下着，十二渡的夜里很静。", "准格尔旗十二渡口卫生院")
