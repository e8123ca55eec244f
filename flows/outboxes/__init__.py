"""Where letters are brought to: each outbox takes the same Post and knows a letter that it has had before."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from flows.outboxes.post import Post, Undeliverable
from flows.settings import OutboxEntry
from flows.sources import local_folder

__all__ = ["Post", "Send", "Undeliverable", "open_outbox"]

Send = Callable[[Post], None]


def open_outbox(entry: OutboxEntry) -> AbstractContextManager[Send]:
    """A function that delivers one letter, for as long as the block runs; OutboxTrouble where nobody answers."""
    if entry.is_mail:
        from flows.outboxes.mail import mail_outbox

        return mail_outbox(entry)
    folder = local_folder(entry.url)
    if folder is not None:
        from flows.outboxes.folder import folder_outbox

        return folder_outbox(folder)
    from flows.outboxes.tree import tree_outbox

    return tree_outbox(entry)
