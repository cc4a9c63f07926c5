"""`python -m mailflow`: the same as the `mailflow` command."""

from mailflow.cli.main import main

main()
