"""`parkwatch doctor`: what is open to others on this machine, and how to close it."""

from flows.commands.words import out, say
from flows.failure import plainly
from flows.openness import open_to_others
from flows.settings import Settings


def tell_doctor(settings: Settings) -> int:
    """List what others may read, each with the command that closes it; 1 where there is any."""
    with plainly():
        found = open_to_others(settings)
    if not found:
        say("Không có gì của parkwatch mở cho người dùng khác.", "Nothing of parkwatch is open to other users.")
        return 0
    say("Người dùng khác trên máy này đọc được; đóng lại bằng:", "Other users of this machine can read; close with:")
    for path in found:
        out.print(f"  chmod {'700' if path.is_dir() else '600'} '{path}'", markup=False, soft_wrap=True)
    return 1
