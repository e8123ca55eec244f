"""A file tree behind a URL as an outbox: SFTP with a pinned host key, an object store, memory."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flows.file_tree import open_tree, out_of_reach
from flows.outboxes.post import Post
from flows.settings import OutboxEntry


@contextmanager
def tree_outbox(entry: OutboxEntry) -> Iterator[Callable[[Post], None]]:
    """A function that puts one letter into the tree; a file bears its name once it is whole."""
    tree, root = open_tree(entry)

    def send(post: Post) -> None:
        folder = f"{root}/{post.folder}"
        try:
            if tree.exists(f"{folder}/{list(post.files)[-1]}"):
                return
            tree.makedirs(folder, exist_ok=True)
            for name, content in post.files.items():
                tree.pipe_file(f"{folder}/{name}.part", content)
                tree.mv(f"{folder}/{name}.part", f"{folder}/{name}")
        except Exception as error:
            raise out_of_reach(entry, error) from error

    yield send
