"""Returns: one acknowledged, one submitted, three being worked on; and what a partner declared."""

from datetime import date

from django.core.files.base import ContentFile

from tallystick.register.demo.scene import Scene
from tallystick.register.files.keeping import keep
from tallystick.register.handling import Handling
from tallystick.register.ledger.operation import operation
from tallystick.register.returns.instruments import Instrument
from tallystick.register.returns.lines import tables
from tallystick.register.returns.models import Emptiness, Filing, PartnerFile, Profile
from tallystick.register.returns.period import Years
from tallystick.register.returns.versions import acknowledge, answer, begin, declare, submit

_CLEARED = tuple(Handling)
"""What the officer who submits may see: everything that a return counts."""


def make_filings(scene: Scene) -> None:
    """Begin and submit returns, and keep the declaration of a partner."""
    year = scene.today.year
    acknowledged = _submitted(year - 2, date(year - 1, 5, 20))
    with operation("authority", "acknowledge return") as done:
        acknowledge(done, acknowledged, date(year - 1, 6, 3), "invented reference 31")
    if scene.today >= date(year, 5, 28):
        _submitted(year - 1, date(year, 5, 28))
    for instrument in (Instrument.UN_REGISTER, Instrument.POA, Instrument.ECOWAS):
        _begun(instrument, year - 1)
    _answered(Filing.objects.get(instrument=Instrument.ECOWAS))
    _partner(year - 1)


def make_profile(scene: Scene) -> None:
    """Enter when treaties bind: the ECOWAS Convention until the end of last year, so that last year is reported on."""
    with operation("authority", "change profile") as done:
        done.save(
            Profile(
                att_since=date(2016, 3, 1),
                ecowas_since=date(2009, 9, 29),
                ecowas_until=date(scene.today.year, 1, 1),
                authority="National Authority of Murvale",
                contact="Point of contact, National Authority",
                control_list="Categories of Article 2(1), small arms, light weapons, ammunition and parts",
                export_record_years=20,
                import_record_years=20,
                marking="Maker, country, year and serial number on the receiver",
                import_marking="QMU, year and running number on the barrel",
                assistance="Two marking machines\nTraining of store keepers",
            )
        )


def _begun(instrument: Instrument, year: int) -> Filing:
    with operation("authority", "begin return") as done:
        # the Programme of Action is reported on every second year
        first = year - 1 if instrument == Instrument.POA else year
        return begin(done, instrument, Years(first, year))


def _answered(filing: Filing) -> None:
    """Answer what neither the profile nor the register answers, but for one question that is left open."""
    answers = {
        "orders": "Sixty rifles ordered from Orveth, of which forty had come by the end of the year.",
        "operations out": "One hundred rifles with 20,000 cartridges, with the contingent.",
        "operations collected": "Eleven rifles collected by the contingent and handed to the mission.",
        "operations back": "None: the contingent is still there.",
    }
    with operation("authority", "answer questions of return") as done:
        answer(done, filing, answers, filing.entry)


def _submitted(year: int, on: date) -> Filing:
    filing = _begun(Instrument.ATT_ANNUAL, year)
    for table in tables(filing):
        if table.is_open:
            with operation("authority", "declare nil") as done:
                declare(done, filing, table.part.name, Emptiness.NIL)
    with operation("approver", "submit return") as done:
        return submit(done, filing, on, _CLEARED)


def _partner(year: int) -> None:
    """Keep what Orveth says it had from Murvale: two fewer, as a state says that counts another year's end."""
    rows = (
        "claimant,role,from,to,category,period,quantity,unit,designation\n"
        f"QOR,importer,QMU,QOR,small_arms,{year},38,items,FAL rifle\n"
    )
    with operation("authority", "keep declaration of partner") as done:
        title = f"Orveth {year}"
        document = keep(done, ContentFile(rows.encode(), name="orveth.csv"), title=title)
        done.save(PartnerFile(title=title, document=document))
