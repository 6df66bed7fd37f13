"""Every scene by its name; what happens in it is in `visits`, one subject a file."""

from __future__ import annotations

from tests.scenes.play import Scene
from tests.scenes.visits import broken, given_up, helped, killed, whole

SCENES: dict[str, Scene] = {
    "registration": whole.registration,
    "contract": whole.contract,
    "parked": whole.parked,
    "resumed": whole.resumed,
    "needs-help": helped.needs_help,
    "ends-otherwise": given_up.ends_otherwise,
    "cables": broken.cables,
    "disk-full": broken.disk_full,
    "killed": killed.killed,
    "finished": killed.finished,
    "clerk-killed": killed.clerk_killed,
}
