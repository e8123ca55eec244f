"""The subcommands of `parkwatch`, an area each; `flows.command` is the console script that gathers them."""
