"""The main stories, walked as people walk them, in English and in Arabic; no page on the way has a serious fault."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import pytest

from tests.register.stories.desk import Desk, Window, fields_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.enable_socket,
    pytest.mark.xdist_group("stories"),
]
RIFLES: Final = "/items/?kind=small_arm&state="


@pytest.fixture(autouse=True)
def _no_page_has_a_serious_fault(desk: Desk) -> Iterator[None]:
    yield
    faults = desk.faults.copy()
    desk.faults.clear()
    assert faults == []


def _today() -> str:
    return date.today().isoformat()  # noqa: DTZ011  # a day of this computer, as the register's


def test_a_consignment_is_registered_and_one_of_it_found_by_a_half_read_mark(desk: Desk) -> None:
    clerk, mark = desk.of("operator"), {"en": "KJ77", "ar": "KW88"}[desk.language]
    clerk.go("/").go("/items/").follow("/items/consignment/")
    clerk.fill(kind="small_arm", category="SA4", make="Izhmash", model="AKM", calibre="7.62 × 39 mm")
    clerk.fill(serials=f"{mark}410\n{mark}411\n{mark}412", service="Army", store=None, happened_on=_today())
    clerk.fill(reference="waybill 12").press()
    assert all(f"{mark}41{one}" in clerk.text("main") for one in range(3))
    clerk.press('main button[name="keep"]')
    clerk.go("/items/find/").fill(mark=f"{mark}4?1", model="AKM").press()
    assert f"{mark}411" in clerk.text("main")


def test_a_weapon_is_lost_and_a_second_person_approves(desk: Desk) -> None:
    keeper = desk.of("keeper").go(f"{RIFLES}in_store")
    number = keeper.text("main table a.mono")
    keeper.click(keeper.page.locator("main table a.mono").first)
    item = keeper.path
    keeper.follow("/happened/lost/").fill(
        circumstances="It fell into the river at the ford.", place="Ford"
    ).press()
    assert keeper.go(item).links("/happened/found/").count() == 0, "one person alone loses nothing"
    approver = desk.of("approver").go("/decide/")
    approver.click(approver.page.locator("main tr", has_text=number).locator("a").first)
    approver.fill(reason="The commission was there.").press('main button[value="accept"]')
    assert keeper.go(item).links("/happened/found/").count() == 1


def test_an_export_is_licensed_and_weapons_leave_under_it(desk: Desk) -> None:
    case = _applied(desk.of("operator"), f"Works of Lower Murvale {desk.language}")
    officer = desk.of("authority").go(case).follow("/take_up/").press()
    _examined(officer, case)
    officer.go(case).follow("/recommend/").fill(recommends="grant", reason="Everything is there.").press()
    desk.of("approver-2").go(case).follow("/countersign_1/").press()
    desk.of("approver").go(case).follow("/countersign_2/").press()
    until = date.fromisoformat(_today()) + timedelta(days=200)
    officer.go(case).follow("/grant/").fill(valid_from=_today(), valid_until=until.isoformat()).press()
    licence = officer.go(case).page.locator('main a[href^="/licences/issued/"]').first.get_attribute("href")
    assert licence is not None
    officer.go(licence).follow("/items/1/")
    first = officer.page.locator('main [name="items"]').first
    first.check()
    weapon = first.get_attribute("value")
    officer.fill(reference="waybill 3").press()
    approver = desk.of("approver").go("/decide/")
    approver.click(approver.page.locator("main tr", has_text="waybill 3").locator("a").first)
    approver.press('main button[value="accept"]')
    assert officer.go(f"/items/{weapon}/").links("/happened/exported/").count() == 0, "it left"


def _applied(clerk: Window, exporter: str) -> str:
    clerk.go("/licences/").follow("/licences/apply/")
    clerk.fill(
        kind="export", applicant="Army", from_party="QMU", to_party="QOS", end_use="Border posts"
    ).press()
    case = clerk.path
    clerk.follow("/goods/").fill(category="SA4", description="rifles", make="Heckler & Koch", model="G3")
    clerk.fill(quantity="2", unit="items").press()
    for role, name, party in (
        ("exporter", exporter, "QMU"),
        ("consignee", f"Depot of Osvane, {exporter}", "QOS"),
        ("end_user", f"Guard of Osvane, {exporter}", "QOS"),
    ):
        clerk.go(case).follow("/parties/").fill(role=role, name=name, party=party).press()
    clerk.go(case).follow("/do/submit/").press()
    return case


def _examined(officer: Window, case: str) -> None:
    officer.go(case).follow("/assess/")
    for name in fields_of(officer, "-answer"):
        officer.fill(
            **{
                name: "no",
                name.replace("answer", "reason"): "Looked into.",
                name.replace("answer", "sources"): "Files.",
            }
        )
    officer.press()
    officer.go(case).follow("/end-use/").fill(
        kind="end_user_certificate", number=f"EUC {case[-9:-1]}", issuer="Ministry"
    )
    officer.fill(issuer_party="QOS", issued_on=_today(), names_end_user="Guard of Osvane").press()
    officer.go(case)
    officer.click(officer.page.locator('main a[href^="/licences/end-use/"]').first)
    document = officer.path
    officer.follow("/ask/").fill(channel="embassy, by note", is_independent="on").press()
    officer.go(document)
    officer.click(officer.page.locator('main a[href^="/licences/confirmations/"]').first)
    officer.fill(answer="confirmed", answered_on=_today(), answered_by="Export control desk").press()
    officer.go(document).follow("/check/")
    for name in fields_of(officer, "-answer"):
        officer.fill(**{name: "yes", name.replace("answer", "reason"): "Seen on the paper."})
    officer.press()
    for place in range(officer.go(case).links("/verified/").count()):
        officer.go(case).follow("/verified/", nth=place)
        officer.fill(verified_how="registers of companies and of offices").press()


def test_a_request_to_trace_is_answered(desk: Desk) -> None:
    officer = desk.of("authority").go(f"{RIFLES}exported")
    nth = {"en": 4, "ar": 5}[desk.language]
    officer.click(officer.page.locator("main table a.mono").nth(nth))
    item, mark = officer.path, officer.text("main ul li span.mono")
    officer.go("/traces/").follow("/traces/in/")
    officer.fill(party="QNE", dated_on=_today(), mark=f"{mark[:-2]}?{mark[-1]}", model="FAL").press()
    trace = officer.path
    officer.follow("/candidates/").follow(f"/candidates{item.removeprefix('/items')}")
    officer.fill(verdict="is", reason="Mark and model fit.").press()
    officer.go(trace).follow("/answer/").fill(is_full="on", text="This is what the register holds.")
    for box in officer.page.locator('main [name="parts"]').all():
        box.check()
    officer.press()
    answer = officer.path
    officer.follow("/send/").press()
    assert officer.go(answer).links("/send/").count() == 0, "what was sent changes no more"


def test_stock_is_taken_a_difference_settled_and_a_second_person_closes(desk: Desk) -> None:
    code = {"en": "S03-A", "ar": "S04-A"}[desk.language]
    officer = desk.of("authority").go("/counts/").follow("/counts/add/")
    officer.fill(store=code, kind="full", team="two sergeants").press()
    count = officer.path
    store = officer.page.locator('main a[href^="/stores/"]').first.get_attribute("href") or ""
    numbers = officer.go(f"/items/?state=in_store&store={store.split('/')[-2]}").texts("main table a.mono")
    assert len(numbers) > 2
    keeper = desk.of("keeper").go(count).follow("/enter/")
    keeper.fill(there="\n".join(numbers[1:]), is_whole="on").press()
    keeper.go(count)
    missing = keeper.page.locator("main tr", has_text=numbers[0])
    keeper.click(missing.locator('a[href$="/found_after_all/"]'))
    keeper.fill(reason="It lay with the armourer; voucher 4 was shown.").press()
    desk.of("approver").go(count).follow("/close/").fill(reason="All was settled.").press()
    assert keeper.go(count).links("/enter/").count() == 0, "a closed count takes no more"


def test_the_annual_report_is_filed(desk: Desk) -> None:
    """One year has exports and imports; in the year before the register began there is nothing, which is declared."""
    year = date.fromisoformat(_today()).year - {"en": 3, "ar": 4}[desk.language]
    officer = desk.of("authority").go("/returns/").follow("/returns/begin/")
    officer.fill(instrument="att_annual", year=str(year)).press()
    filing = officer.path
    for part in ("exports", "imports"):
        officer.go(f"{filing}?part={part}")
        nil = f'main form[action*="/nil/{part}/"] button[value="nil"]'
        if officer.page.locator(nil).count() > 0:
            officer.press(nil)
    officer.go(filing).follow("/submit/").press()
    assert officer.go(filing).links("/revise/").count() == 1
    assert officer.links("/submit/").count() == 0
