"""What is said where no register of projects was loaded yet."""

from sqlalchemy import Connection

from expectations.catalogue import load_catalogue
from flows.commands.words import say
from flows.named import has_register


def tell_of_no_register(connection: Connection) -> None:
    """Say that reports of enterprises cannot be accepted before a register is there, and which form it is."""
    if has_register(connection):
        return
    for code, form in load_catalogue().forms.items():
        if form.loads == "projects":
            title = form.title_vi[0].lower() + form.title_vi[1:]
            say(
                f"Chưa có {title}: hãy nạp biểu {code} trước; đến khi đó chưa đối chiếu được mã của đơn vị báo cáo.",
                f"No register of projects yet: load {code} first; until then no code of a reporter can be looked up.",
            )
