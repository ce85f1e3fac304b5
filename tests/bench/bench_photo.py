"""A photo of 12 megapixels: what the station sends of it, and what the server does.

The peer is core, which keeps such a file as an attachment and makes it smaller
(`image_process`) for the record's image field.
"""

import base64
import hashlib
import io
import resource
from dataclasses import replace

from PIL import Image

from odoo.tools.image import image_process

from tests.bench import common, seed

BIG, SMALL = (4000, 3000), (1920, 1440)
MANY = 100


def picture(size):
    """Return a JPEG that compresses as a photo does: shapes and some noise."""
    shapes = Image.radial_gradient("L").resize(size, Image.Resampling.BILINEAR)
    noise = Image.effect_noise(size, 12)
    image = Image.merge("RGB", (shapes, noise, Image.blend(shapes, noise, 0.3)))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


class Booth:
    """A station that sends photos of one job."""

    def __init__(self, database):
        self.database = database
        self.number = 0
        with common.environment(database) as env:
            self.job_id = env["service.job"].search([], limit=1).id
            self.cleaned = env["service.photo"]._service_clean("a", picture((640, 480)))
        self.big, self.small = picture(BIG), picture(SMALL)
        self.sent = base64.b64encode(self.small)

    def around(self):
        """Everything but the cleaning: the answer's decoding, the row, the file."""
        base64.b64decode(self.sent, validate=True)
        self.number += 1
        content = self.small + self.number.to_bytes(4, "big")
        digest = hashlib.sha256(content).hexdigest()
        photo = replace(self.cleaned, content=content, sha256=digest)
        with common.environment(self.database) as env:
            job = env["service.job"].browse(self.job_id)
            env["service.photo"]._service_keep(
                job, "in", [("a.jpg", photo)], source="scan"
            )

    def clean(self):
        """Check and clean what the browser made smaller."""
        with common.environment(self.database) as env:
            env["service.photo"]._service_clean("a.jpg", self.small)

    def whole(self):
        """What a file of 12 megapixels costs when no browser made it smaller."""
        with common.environment(self.database) as env:
            env["service.photo"]._service_clean("a.jpg", self.big)

    def core(self):
        """Core's own way with the same file."""
        image_process(self.big, size=(1920, 1920), verify_resolution=True)


def main():
    """Print the lines of the table."""
    with common.scratch("photo") as (database,):
        seed.fill(database, 1_000, 500)
        booth = Booth(database)
        found = common.interleave(
            {
                "around": booth.around,
                "clean": booth.clean,
                "whole": booth.whole,
                "core": booth.core,
            },
            rounds=7,
        )
        core = found["core"]
        common.emit(
            "photo of 12 MP, made smaller by the browser",
            ours=str(found["clean"]),
            peer=f"{core} (core resizes)",
            ratio=found["clean"].over(core),
            queries=f"{found['clean'].queries} / {core.queries}",
            growth=f"{len(booth.small) // 1024} kB sent of {len(booth.big) // 1024}",
        )
        around = found["around"]
        common.emit(
            "photo kept, without cleaning",
            ours=str(around),
            peer=f"{core} (core resizes)",
            ratio=around.over(core),
            queries=f"{around.queries} / {core.queries}",
            growth="limit 15 ms CPU",
        )
        common.emit(
            "photo of 12 MP, whole",
            ours=str(found["whole"]),
            peer=f"{core} (core resizes)",
            ratio=found["whole"].over(core),
            queries=f"{found['whole'].queries} / {core.queries}",
            growth="",
        )
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for _number in range(MANY):
            booth.clean()
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        common.emit(
            f"{MANY} photos one after the other",
            ours=f"+ {grown // 1024} MB",
            peer="+ 394 MB (core, measured once)",
            ratio="",
            queries="",
            growth="",
        )


if __name__ == "__main__":
    main()
