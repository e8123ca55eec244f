"""What goes back holds nothing live: formulas are values, and links, queries, objects and macros stay behind."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping

import pytest
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink

from tests.transforms.marked.made import marked, opened, remark
from tests.transforms.read.made import members, rewritten, xlsx, xlsx_xml
from transforms.read.own_sheet import OWN_NAME

SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
OF_SHEET, OF_BOOK, OF_PACKAGE = "xl/worksheets/_rels/sheet1.xml.rels", "xl/_rels/workbook.xml.rels", "_rels/.rels"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FILE = xlsx({"A1": "Chỉ tiêu", "B2": 1234.5})
LIVE = re.compile(
    rb"<f[ >]|ddeLink|ddeService|cmd|WEBSERVICE|Auto_|externalLink|connection|queryTable|oleObject|control|vbaProject"
    rb"|customXml|printerSettings|TargetMode|file:|javascript|macro|<!ENTITY",
    re.IGNORECASE,
)


def relation(kind: str, target: str, number: int = 90, mode: str = "") -> str:
    outside = f' TargetMode="{mode}"' if mode else ""
    return f'<Relationship Id="rId{number}" Type="{KIND}/{kind}" Target="{target}"{outside}/>'


def with_parts(
    content: bytes,
    parts: Mapping[str, str],
    relations: Mapping[str, str],
    change: Mapping[str, Callable[[str], str]] = {},
) -> bytes:
    """The package with more members, and more relations in some of them."""
    there = members(rewritten(content, change))
    for name, more in relations.items():
        blank = f'<Relationships xmlns="{RELATIONS}"></Relationships>'.encode()
        there[name] = there.get(name, blank).replace(b"</Relationships>", more.encode() + b"</Relationships>")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in (there | {name: text.encode() for name, text in parts.items()}).items():
            target.writestr(name, data)
    return out.getvalue()


def copied(content: bytes) -> dict[str, bytes]:
    """The members of the marked copy, which is the sender's own file and not one that was written anew."""
    copy = members(marked(content, remark("A1")))
    assert b"1234.5" in copy[SHEET]
    assert b"baseColWidth" in copy[SHEET]
    return copy


@pytest.mark.parametrize(
    ("part", "owner", "kind"),
    [
        ("xl/externalLinks/externalLink1.xml", OF_BOOK, "externalLink"),
        ("xl/connections.xml", OF_BOOK, "connections"),
        ("xl/vbaProject.bin", OF_BOOK, "vbaProject"),
        ("xl/pivotCache/pivotCacheDefinition1.xml", OF_BOOK, "pivotCacheDefinition"),
        ("xl/metadata.xml", OF_BOOK, "sheetMetadata"),
        ("customXml/item1.xml", OF_BOOK, "customXml"),
        ("customUI/customUI.xml", OF_PACKAGE, "extensibility"),
        ("docProps/custom.xml", OF_PACKAGE, "custom-properties"),
        ("xl/queryTables/queryTable1.xml", OF_SHEET, "queryTable"),
        ("xl/embeddings/oleObject1.bin", OF_SHEET, "oleObject"),
        ("xl/activeX/activeX1.xml", OF_SHEET, "control"),
        ("xl/printerSettings/printerSettings1.bin", OF_SHEET, "printerSettings"),
        ("xl/tables/table1.xml", OF_SHEET, "table"),
        ("xl/worksheets/odd.exe", OF_SHEET, "worksheet"),
        ("evil/../../../x.bat", OF_SHEET, "whatever"),
        ("nobody/refers/to.this", "", ""),
    ],
)
def test_a_part_that_is_not_known_to_be_harmless_stays_behind(part: str, owner: str, kind: str) -> None:
    relations = {owner: relation(kind, f"/{part}")} if owner else {}
    copy = copied(with_parts(FILE, {part: "<x/>"}, relations, {}))
    assert part not in copy
    assert not [name for name, data in copy.items() if part.rpartition("/")[2].encode() in data]


@pytest.mark.parametrize(
    "element",
    [
        '<oleObjects><oleObject progId="Package" r:id="rId90"/></oleObjects>',
        '<controls><control r:id="rId90" name="a"/></controls>',
        '<legacyDrawing r:id="rId90"/>',
        '<drawing r:id="rId90"/>',
        '<picture r:id="rId90"/>',
        '<tableParts count="1"><tablePart r:id="rId90"/></tableParts>',
        "<extLst><ext><x>=WEBSERVICE(A1)</x></ext></extLst>",
        '<pageSetup r:id="rId90"/>',
        '<customProperties><customPr name="a" r:id="rId90"/></customProperties>',
    ],
)
def test_an_element_that_leads_to_such_a_part_goes_with_it(element: str) -> None:
    told = element.replace("<", "<", 1).replace("r:id", f'xmlns:r="{KIND}" r:id')
    copy = copied(
        with_parts(
            FILE,
            {"xl/a.bin": "<x/>"},
            {OF_SHEET: relation("oleObject", "../a.bin")},
            {SHEET: lambda xml: xml.replace("</worksheet>", f"{told}</worksheet>")},
        )
    )
    assert b"rId90" not in copy[SHEET]
    assert b"WEBSERVICE" not in copy[SHEET]


def test_formulas_are_their_values_and_the_first_sheet_says_so() -> None:
    rows = (
        '<row r="1"><c r="A1"><v>7</v></c><c r="B1"><f>A1*2</f><v>14</v></c><c r="C1" t="str"><f>cmd|\'/c calc\'!A1</f>'
        '<v>=2+3</v></c></row><row r="2"><c r="B2"><f t="shared" si="0" ref="B2:B3">WEBSERVICE("http://x")</f></c>'
        '<c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )  # fmt: skip
    copy = marked(xlsx_xml(rows), remark("A1"))
    book = opened(copy)
    assert [(cell.value, cell.data_type) for row in book["Sheet"].iter_rows() for cell in row if cell.value] == [
        (7, "n"), (14, "n"), ("=2+3", "s"), ('=WEBSERVICE("http://x")', "s"), ("#DIV/0!", "e")
    ]  # fmt: skip
    assert book["Sheet"]["B2"].quotePrefix
    assert book["Sheet"]["C1"].quotePrefix
    told = [str(cell.value) for row in book[OWN_NAME].iter_rows() for cell in row if cell.value]
    assert any("4 công thức của tệp đã được thay bằng giá trị" in text for text in told)
    assert not any("công thức" in str(cell.value) for row in opened(marked(FILE))[OWN_NAME].iter_rows() for cell in row)


def test_a_formula_that_was_never_calculated_does_not_become_the_0_beside_it() -> None:
    rows = '<row r="1"><c r="A1"><v>7</v></c><c r="B1"><f>A1*2</f><v>0</v></c><c r="C1"><f>A1*3</f><v>{}</v></c></row>'
    asked = {BOOK: lambda xml: re.sub("<calcPr[^>]*/>", '<calcPr fullCalcOnLoad="1"/>', xml)}
    for value, left in (("0", "=A1*2"), ("21", 0)):
        sheet = opened(marked(rewritten(xlsx_xml(rows.format(value)), asked), remark("A1")))["Sheet"]
        assert (sheet["B1"].value, sheet["B1"].data_type == "f") == (left, False)


def test_a_text_that_would_become_a_formula_is_told_to_stay_one() -> None:
    sheet = opened(marked(xlsx({"A1": "+84 229", "B1": "a", "B2": 1}), remark("A1")))["Sheet"]
    assert (sheet["A1"].value, sheet["A1"].quotePrefix, sheet["B1"].quotePrefix) == ("+84 229", True, False)


def test_names_that_only_name_cells_stay_and_all_others_go() -> None:
    workbook = opened(xlsx({"A1": "a", "B2": 1234.5}, lambda sheet: setattr(sheet, "print_title_rows", "1:2")))
    for name, text in {
        "place": "Sheet!$A$1:$C$2", "quoted": "'Sheet'!$B$2", "Auto_Open": "Sheet!$A$1",
        "_xlnm.Auto_Close": "Sheet!$A$1",
        "call": 'EXEC("calc")', "dde": "cmd|'/c calc'!A1", "other": "[1]Sheet!$A$1", "hidden": "'[1]Sheet'!$A$1",
        "web": 'WEBSERVICE("http://x")', "broken": "#REF!", "sum": "SUM(Sheet!$A$1:$A$9)",
    }.items():  # fmt: skip
        workbook.defined_names[name] = DefinedName(name, attr_text=text)
    out = io.BytesIO()
    workbook.save(out)
    copy = opened(marked(out.getvalue(), remark("A1")))
    assert sorted(copy.defined_names) == ["place", "quoted"]
    assert copy["Sheet"].print_title_rows == "$1:$2"


def test_choices_and_rules_that_look_at_cells_stay_and_those_that_act_go() -> None:
    workbook = opened(FILE)
    sheet = workbook["Sheet"]
    for at, formula in {"C1": '"a,b"', "C2": "$A$1:$A$9", "C3": "cmd|'/c calc'!A1", "C4": 'INDIRECT("a")'}.items():
        sheet.add_data_validation(DataValidation("list", formula1=formula, sqref=at))
    for at, formula in {"D1": "$A1>5", "D2": 'WEBSERVICE("http://x")=1', "D3": "[1]Sheet!A1=1"}.items():
        sheet.conditional_formatting.add(at, Rule("expression", formula=[formula]))
    out = io.BytesIO()
    workbook.save(out)
    after = opened(marked(out.getvalue(), remark("A1")))["Sheet"]
    assert [str(each.sqref) for each in after.data_validations.dataValidation] == ["C1", "C2"]
    assert [str(each.sqref) for each in after.conditional_formatting] == ["D1"]


def test_links_within_the_workbook_stay_and_all_others_go() -> None:
    workbook = opened(FILE)
    sheet = workbook["Sheet"]
    for at, target in {
        "A3": "file:///c:/x.exe",
        "A4": "javascript:x()",
        "A5": "http://x.example",
        "A6": "mailto:a@b",
    }.items():
        sheet[at] = "bấm"
        sheet[at].hyperlink = target
    sheet["A7"] = "tới"
    sheet["A7"].hyperlink = Hyperlink(ref="A7", location="Sheet!B2")
    out = io.BytesIO()
    workbook.save(out)
    copy = marked(out.getvalue(), remark("A1"))
    after = opened(copy)["Sheet"]
    assert [cell.coordinate for row in after.iter_rows() for cell in row if cell.hyperlink] == ["A7"]
    assert after["A3"].value == "bấm"
    assert not any(b"External" in data for data in members(copy).values())


VML = '<xml xmlns:x="urn:schemas-microsoft-com:office:excel"><x:ClientData ObjectType="{}">{}</x:ClientData></xml>'


@pytest.mark.parametrize(
    ("drawn", "stays"),
    [
        (VML.format("Note", ""), True),
        (VML.format("Button", "<x:FmlaMacro>[0]!Run</x:FmlaMacro>"), False),
        (VML.format("Note", "<x:FmlaMacro>[0]!Run</x:FmlaMacro>"), False),
        (VML.format("Pict", ""), False),
    ],
)
def test_notes_stay_where_nothing_but_notes_is_drawn(drawn: str, stays: bool) -> None:
    workbook = opened(FILE)
    workbook["Sheet"]["B2"].comment = Comment("của người gửi", "kế toán")
    out = io.BytesIO()
    workbook.save(out)
    name = next(each for each in members(out.getvalue()) if each.endswith(".vml"))
    sheet = opened(marked(rewritten(out.getvalue(), {name: lambda _: drawn}), remark("A1")))["Sheet"]
    assert bool(sheet["B2"].comment) is stays
    assert sheet["A1"].comment is not None


PICTURE = '<xdr:wsDr xmlns:xdr="x" xmlns:r="{}" xmlns:a="a"><xdr:pic><a:blip r:embed="rId1"/>{}</xdr:pic></xdr:wsDr>'


@pytest.mark.parametrize(
    ("acts", "target", "mode", "stays"),
    [
        ("", "../media/image1.png", "", True),
        ("", "../media/image1.emf", "", False),
        ("", "http://x.example/a.png", "External", False),
        ('<xdr:sp macro="[0]!Run"/>', "../media/image1.png", "", False),
        ('<a:hlinkClick r:id="rId1"/>', "../media/image1.png", "", False),
        ("<xdr:graphicFrame/>", "../media/image1.png", "", False),
    ],
)
def test_pictures_stay_and_drawings_that_act_go(acts: str, target: str, mode: str, stays: bool) -> None:
    content = with_parts(
        FILE,
        {
            "xl/drawings/drawing1.xml": PICTURE.format(KIND, acts),
            "xl/media/image1.png": "picture",
            "xl/media/image1.emf": "picture",
        },
        {
            OF_SHEET: relation("drawing", "../drawings/drawing1.xml", 9),
            "xl/drawings/_rels/drawing1.xml.rels": relation("image", target, 1, mode),
        },
        {SHEET: lambda xml: xml.replace("</worksheet>", f'<drawing xmlns:r="{KIND}" r:id="rId9"/></worksheet>')},
    )
    copy = copied(content)
    assert ("xl/drawings/drawing1.xml" in copy) is stays
    assert ("xl/media/image1.png" in copy) is stays
    assert (b"<drawing" in copy[SHEET]) is stays
    assert "xl/media/image1.emf" not in copy


def test_a_package_of_another_layout_comes_back_in_the_usual_one() -> None:
    def elsewhere(xml: str) -> str:
        return xml.replace("/xl/", "/excel/").replace('"xl/', '"excel/')

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, data in members(FILE).items():
            target.writestr(name.replace("xl/", "excel/"), elsewhere(data.decode()) if b"xl/" in data else data)
    copy = marked(out.getvalue(), remark("B2"))
    assert not [name for name in members(copy) if "excel/" in name]
    assert opened(copy)["Sheet"]["B2"].value == 1234.5
    assert opened(copy)["Sheet"]["B2"].comment is not None


def test_sheets_of_macros_stay_behind() -> None:
    content = xlsx({"A1": "a", "B2": 1234.5}, lambda sheet: sheet.parent.create_sheet("Macro1"))  # type: ignore[union-attr]

    def as_macro(xml: str) -> str:
        parts = re.split("(?=<)", xml)
        return "".join(each.replace('/worksheet"', '/xlMacrosheet"') if "sheet2" in each else each for each in parts)

    copy = marked(rewritten(content, {OF_BOOK: as_macro}), remark("A1"))
    assert opened(copy).sheetnames == [OWN_NAME, "Sheet"]
    assert "xl/worksheets/sheet2.xml" not in members(copy)


def test_a_whole_workbook_of_live_things_comes_back_dead() -> None:
    rows = (
        '<row r="1"><c r="A1"><f>cmd|\'/c calc\'!A1</f><v>1234.5</v></c>'
        '<c r="B1"><f>WEBSERVICE("file:x")</f><v>2</v></c></row>'
    )
    extern = '<externalReferences xmlns:r="r"><externalReference r:id="rId90"/></externalReferences>'
    name = '<definedNames><definedName name="Auto_Open" function="1">Macro1!$A$1</definedName></definedNames>'
    content = with_parts(
        xlsx_xml(rows),
        {"xl/externalLinks/externalLink1.xml": "<ddeLink ddeService='cmd'/>", "xl/connections.xml": "<connections/>"},
        {
            OF_BOOK: relation("externalLink", "externalLinks/externalLink1.xml")
            + relation("connections", "connections.xml", 91),
            OF_SHEET: relation("hyperlink", "file:///c:/x", 92, "External"),
        },
        {BOOK: lambda xml: re.sub("<definedNames ?/>", "", xml).replace("</sheets>", f"</sheets>{extern}{name}")},
    )
    for member, data in copied(content).items():
        assert not LIVE.search(member.encode() + b" " + data), member
