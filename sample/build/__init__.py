"""Makes the sample's files from its texts: `python -m sample.build` (developer packages needed).

essays (read the tagged texts) → planting (add the copying cases) → layout (who sends what in which form) →
filing (title line, byline, signature: the text a file shows, with its labelled mentions) → documents
(.docx, .odt, .txt) and register (汇总表) → truth and manifest. `python -m sample.build --office` also remakes
.pdf and legacy .doc through LibreOffice; these two are not the same byte for byte from one LibreOffice to
the next, so a plain build leaves them as committed. Everything else is: fixed times, fixed order, no chance.
"""
