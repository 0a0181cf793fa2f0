"""What of an application is asked once more before it is submitted: it may be a slip of the hand, and it may be so."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tallystick.register.items.doubts import Doubt
from tallystick.register.licences.models import Application, Kind, PartyRole


def doubts_of(case: Application) -> Iterator[Doubt]:
    """Ask about each exporter of an export who is in another state than the goods go from."""
    if case.kind != Kind.EXPORT:
        return
    exporters = case.parties.filter(is_withdrawn=False, role=PartyRole.EXPORTER).exclude(party="")
    for one in exporters.exclude(party=case.from_party).order_by("name", "pk"):
        said = {"name": one.name, "party": one.party, "from": case.from_party}
        sentence = _("The exporter %(name)s is in %(party)s, and the goods go from %(from)s.") % said
        # another state or origin is another doubt
        yield Doubt(f"exporter {one.pk} {one.party} {case.from_party}", sentence)
