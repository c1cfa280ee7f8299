"""The page of the system's own health: figures in groups, what was lost first and marked."""

from flask.testing import FlaskClient
from markup import read

from nms.core.texts import CATALOGUE
from web.pages.health import LOSSES, Figure, grouped


def test_figures_are_grouped_and_losses_come_first_and_are_marked() -> None:
    figures = {"traps_stored": 5.0, "uptime": 1.0, "batch_lost": 0.0, "traps_kernel_drops": 2.0}
    assert grouped(figures) == [
        ("batch", [Figure("batch_lost", 0.0, bad=False)]),
        ("traps", [Figure("traps_kernel_drops", 2.0, bad=True), Figure("traps_stored", 5.0, bad=False)]),
        ("", [Figure("uptime", 1.0, bad=False)]),
    ]


def test_every_loss_has_a_name() -> None:
    assert {f"figure.{name}" for name in LOSSES} <= CATALOGUE.keys()


def test_the_page_tells_a_loss_apart(client: FlaskClient) -> None:
    text = client.get("/health?lang=en").text
    words = " ".join(read(text).words)
    assert words.index("Polling in rounds") < words.index("dropped by the kernel") < words.index("traps stored")
    assert text.count("mark-degraded") == 2, "the inventory's state and the drops of the kernel"
