"""What was done, as the log shows it: it is stored in English and said in the language of the reader."""

from typing import Final

from django import template
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from tallystick.register.items.models import EventKind
from tallystick.register.licences.models import LicenceVerb
from tallystick.register.licences.models import Verb as CaseVerb
from tallystick.register.tracing.models import Verb as TraceVerb

register = template.Library()
"""Templates know `verb_shown` without loading anything."""

VERBS: Final = (
    _("accept event"),
    _("accept events"),
    _("accept key of another state"),
    _("accept site"),
    _("acknowledge request to trace"),
    _("acknowledge return"),
    _("add mapping"),
    _("add mark"),
    _("add mark to request"),
    _("add paper to request"),
    _("add part to answer"),
    _("add picture"),
    _("add service"),
    _("add site"),
    _("add store"),
    _("announce count"),
    _("answer enquiry"),
    _("answer question"),
    _("answer questions of return"),
    _("answer request to trace"),
    _("ask applicant"),
    _("ask for comment"),
    _("ask for delivery verification"),
    _("ask issuing authority"),
    _("asked about authorization"),
    _("assess risk"),
    _("backup"),
    _("begin answer to request"),
    _("begin return"),
    _("bundle"),
    _("change application"),
    _("change mapping"),
    _("change national point of contact"),
    _("change own password"),
    _("change paper licence"),
    _("change profile"),
    _("change request to trace"),
    _("change return"),
    _("change service"),
    _("change site"),
    _("change store"),
    _("change user"),
    _("check end-user document"),
    _("close count"),
    _("conclude on origin"),
    _("consult refusal"),
    _("correct event"),
    _("correct line of paper licence"),
    _("correct paper licence"),
    _("decide on correction of line"),
    _("decide on correction of paper licence"),
    _("declare nil"),
    _("delivery verified"),
    _("describe item"),
    _("edit profile"),
    _("enter answer to request"),
    _("enter application"),
    _("enter comment"),
    _("enter count"),
    _("enter customs row"),
    _("enter end-user document"),
    _("enter enquiry"),
    _("enter find"),
    _("enter import"),
    _("enter inspection"),
    _("enter licence from paper file"),
    _("enter line of application"),
    _("enter line of own certificate"),
    _("enter measure against risk"),
    _("enter paper licence"),
    _("enter party in case"),
    _("enter refusal told of"),
    _("enter request to trace"),
    _("enter surveillance"),
    _("exemption request goes on"),
    _("export"),
    _("export items"),
    _("export under licence"),
    _("give part of seed"),
    _("go on without"),
    _("grant licence"),
    _("hand over key"),
    _("hand over store"),
    _("import ledger"),
    _("issue own certificate"),
    _("issuing authority answers"),
    _("judge candidate"),
    _("judge duplicate"),
    _("judge likely duplicate"),
    _("keep declaration of partner"),
    _("keep document"),
    _("keep draft of assessment"),
    _("keep ledger"),
    _("keep refused use"),
    _("leave part out"),
    _("make new version of return"),
    _("make user"),
    _("mark lines of return"),
    _("prepare exemption request"),
    _("prepare own certificate"),
    _("receive"),
    _("recommend"),
    _("refuse case"),
    _("refuse event"),
    _("refuse events"),
    _("refuse use of licence"),
    _("register consignment"),
    _("register item"),
    _("reset user"),
    _("return key"),
    _("send answer to request"),
    _("set up services and stores"),
    _("settle conflict"),
    _("settle difference"),
    _("settle differences"),
    _("split lot"),
    _("submit return"),
    _("take in trace file"),
    _("take nil back"),
    _("tell about authorization"),
    _("use licence"),
    _("verify party in case"),
    _("withdraw declaration of partner"),
    _("withdraw key of another state"),
    _("withdraw lines gone through"),
    _("withdraw mark"),
    _("withdraw mark of request"),
    _("withdraw own certificate"),
    _("withdraw part of answer"),
    _("write request to trace"),
)
"""Every verb of an operation that is not put together with a choice of a form."""


@register.filter
def verb_shown(verb: str) -> str:
    """Say in the reader's language what was done; a verb that is not known is shown as it was stored."""
    if verb in VERBS:
        return gettext(verb)
    for noun, label in _together(verb):
        return gettext("%(of)s: %(what)s") % {"of": noun, "what": label}
    return verb


def _together(verb: str) -> list[tuple[str, str]]:
    first, _space, last = verb.rpartition(" ")
    found = []
    if last == "case" and first in CaseVerb.values:
        found.append((gettext("case"), str(CaseVerb(first).label)))
    if last == "licence" and first in LicenceVerb.values:
        found.append((gettext("licence"), str(LicenceVerb(first).label)))
    if first == "request to trace:" and last in TraceVerb.values:
        found.append((gettext("request to trace"), str(TraceVerb(last).label)))
    if (kind := verb.removeprefix("enter ").removesuffix(" of many")) in EventKind.values:
        noun = gettext("several items") if verb.endswith(" of many") else gettext("item")
        found.append((noun, str(EventKind(kind).label)))
    return found
