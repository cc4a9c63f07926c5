"""A worker that sends mails to many until none is due, on the settings of its environment: what the tests kill."""

from mailflow.bootstrap.application import build
from mailflow.config import load_settings


def main() -> None:
    """Send turn after turn."""
    house = build(load_settings())
    while house.sending.mail_out(house.world.new_owner()).left_over:
        pass


if __name__ == "__main__":
    main()
