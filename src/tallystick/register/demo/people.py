"""People of the demonstration: one of each role, more of some, all with the one password that is printed."""

from dataclasses import dataclass
from typing import Final

from tallystick.register.access.models import Role, User
from tallystick.register.access.users import MAKE, add_user, tell
from tallystick.register.demo.scene import Scene
from tallystick.register.ledger.operation import operation

PASSWORD: Final = "demonstration only"  # noqa: S105  # printed on purpose: the register is invented
"""The password of everybody in the demonstration."""


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person: a title, never a name."""

    username: str
    title: str
    role: Role
    service: str = ""
    language: str = "en"


PEOPLE: Final = (
    Person("operator", "Registry clerk, Army", Role.OPERATOR, "Army"),
    Person("keeper", "Store keeper, Army", Role.STORE_KEEPER, "Army"),
    Person("police-keeper", "Store keeper, Police", Role.STORE_KEEPER, "National Police", "fr"),
    Person("authority", "Officer of the National Authority", Role.AUTHORITY),
    Person("authority-2", "Second officer of the National Authority", Role.AUTHORITY, language="ar"),
    Person("approver", "Head of the National Authority", Role.APPROVER),
    Person("approver-2", "Deputy head of the National Authority", Role.APPROVER),
    Person("auditor", "Auditor of the state", Role.AUDITOR),
    Person("inspector", "Visiting inspector", Role.INSPECTOR),
    Person("admin", "Administrator of the register", Role.ADMINISTRATOR),
)


def make_people(scene: Scene) -> None:
    """Make everybody of `PEOPLE` who is not there yet."""
    with operation("demonstration", MAKE, document="invented") as done:
        for person in PEOPLE:
            user = User.objects.filter(username=person.username).first()
            if user is None:
                services = [scene.services[person.service]] if person.service != "" else []
                user = User(username=person.username, full_name=person.title, role=person.role)
                user.language = person.language
                add_user(done, user, services)
            user.must_change_password = False
            user.set_password(PASSWORD)
            user.save()
            tell(done, user)
