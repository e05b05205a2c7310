"""E-mail addresses told in words, and sentences in which the same words mean something else."""

from __future__ import annotations

import pytest

from scoring.text.known import read
from scoring.text.said_mail import find_said_mail


def addresses(text: str) -> list[str]:
    return [text[m.start : m.end] for m in find_said_mail(read(text))]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (
            "写信：wuyun（下划线）hlyao，然后是艾特，然后126.com；慢回。",
            "wuyun（下划线）hlyao，然后是艾特，然后126.com",
        ),
        ("投稿人：bateer底杠fuke#qq.com（井号换圈a）", "bateer底杠fuke#qq.com"),
        (
            "邮箱　s-u-h-e，下划线，零七一，小老鼠，163，点，com",
            "s-u-h-e，下划线，零七一，小老鼠，163，点，com",
        ),
        ("地址是hailin_zhen，圈a，耶点内特。", "hailin_zhen，圈a，耶点内特"),
        ("来信naren杠yy在139点com，白天看。", "naren杠yy在139点com"),
        (
            "联系：gaowa［下划线］tong［at］foxmail［点］com，欢迎。",
            "gaowa［下划线］tong［at］foxmail［点］com",
        ),
        ("写信：zhaoshumei 一九六八 圈A 搜狐 点 康姆。", "zhaoshumei 一九六八 圈A 搜狐 点 康姆"),
    ],
)
def test_address_told_in_words_is_found(text: str, address: str) -> None:
    assert addresses(text) == [address]


@pytest.mark.parametrize(
    "text",
    [
        "她在微信里艾特我，说第三点没有写。",
        "井号键按两下，然后是点火。",
        "CT在126点上扫一层，再看下一层。",
        "小老鼠在墙根下，点灯一看，跑了。",
        "我们科的网站点com结尾的都打不开。",
    ],
)
def test_sentence_with_such_words_is_left(text: str) -> None:
    assert addresses(text) == []


def test_a_hostile_row_is_read_to_its_end() -> None:
    reader = read("a、下划线" * 20_000 + "圈a，163，点，comx")
    assert list(find_said_mail(reader)) == []
