# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A head before and after its face was taken away, in three planes; the pictures are seen live only."""

from collections.abc import Mapping
from html import escape
from pathlib import Path

import ipywidgets
import numpy as np

from secured.common import PrivacyInputError, Standing
from secured_widgets.key_guard import KeyGuard
from secured_widgets.live_image import LiveImage
from secured_widgets.picture import as_picture, still
from secured_widgets.view import LiveView, page, table

__all__ = ["DefacingView", "plane"]

PLANES = ("sagittal", "coronal", "axial")  # across the first, second and third axis
SHOWN = ("before", "after", "removed part")
WIDTH = 260  # of a picture, in CSS pixels
TINT = np.array([213, 94, 0], dtype=np.float32)  # Okabe & Ito's vermilion, striped as a second channel


class DefacingView(LiveView):
    """Slices of a volume before and after defacing, with what was removed marked by colour and stripes.

    The pictures are seen in the owner's session; a saved notebook and a report hold numbers, and pictures only of
    simulated heads and templates.

    Parameters
    ----------
    before, after : array, (x, y, z)
        In the order right to left, back to front, bottom to top, as ``nibabel.as_closest_canonical`` gives.
    removed : array of bool, (x, y, z), optional
        What was taken away; where the two differ when not given.
    spacing : (float, float, float)
        Millimetres between voxels.
    facts : mapping of str to str
        Further numbers, such as the quality of the registration.
    standing : Standing, default real
        Of the head.
    show_image : bool, default False
        Write the present slices into the static page too; of simulated heads only.

    Raises
    ------
    PrivacyInputError
        If the volumes do not fit each other, or pictures of a head are to be written that is not simulated.
    """

    def __init__(
        self,
        before: np.ndarray,
        after: np.ndarray,
        *,
        removed: np.ndarray | None = None,
        spacing: tuple[float, float, float] = (1.0, 1.0, 1.0),
        facts: Mapping[str, str] | None = None,
        standing: Standing = Standing.REAL,
        show_image: bool = False,
    ) -> None:
        shapes = {one.shape for one in (before, after, removed) if one is not None}
        if len(shapes) != 1 or before.ndim != 3 or not before.size:
            raise PrivacyInputError(
                f"DefacingView: volumes have shapes {', '.join(map(str, sorted(shapes)))}. Give three axes, the same for all."
            )
        if show_image and standing is not Standing.SIMULATED:
            raise PrivacyInputError(
                f"DefacingView: pictures of {standing} people are not written into a page. Leave show_image out."
            )
        self._volumes = {"before": before, "after": after}
        self._known = removed is not None
        self._removed = before != after if removed is None else removed.astype(bool)
        self._limits = np.percentile(before, [0.5, 99.5])
        self.spacing, self.facts = spacing, dict(facts or {})
        self.standing, self.show_image = standing, show_image
        self.what = ipywidgets.ToggleButtons(
            options=SHOWN, value="removed part", description="Show", style={"button_width": "8rem"}
        )
        self.slices = {
            name: ipywidgets.IntSlider(
                value=_middle(self._removed, axis),
                min=0,
                max=before.shape[axis] - 1,
                description=name,
                layout={"width": "18rem"},
            )
            for axis, name in enumerate(PLANES)
        }
        self.images = {name: LiveImage(label=f"{name} slice") for name in PLANES}
        self.what.observe(lambda _: self._draw(), "value")
        for slider in self.slices.values():
            slider.observe(lambda _: self._draw(), "value")
        columns = [ipywidgets.VBox([self.slices[name], self.images[name]]) for name in PLANES]
        planes = ipywidgets.Box(columns, layout={"flex_flow": "row wrap", "display": "flex"})
        super().__init__([self.what, planes, ipywidgets.HTML(page(self._numbers())), KeyGuard()])
        self._draw()

    @classmethod
    def of(
        cls,
        before: Path | str,
        after: Path | str,
        *,
        facts: Mapping[str, str] | None = None,
        standing: Standing = Standing.REAL,
        show_image: bool = False,
    ) -> "DefacingView":
        """Compare a volume's file with what became of it; of a series, its first volume.

        Raises
        ------
        PrivacyInputError
            If a file cannot be read.
        """
        (old, spacing), (new, _) = _volume(before), _volume(after)
        return cls(old, new, spacing=spacing, facts=facts, standing=standing, show_image=show_image)

    def to_html(self) -> str:
        """Return numbers; of simulated heads the present slices before, after and with the removed part marked."""
        if not self.show_image:
            return page(
                self._numbers(), '<p class="small">Pictures of the head are not part of this page.</p>'
            )
        rows = []
        for what in SHOWN:
            pictures = "".join(self._still(name, what) for name in PLANES)
            rows.append(f'<h4>{what.capitalize()}</h4><div class="row">{pictures}</div>')
        return page(self._numbers(), *rows)

    def _numbers(self) -> str:
        removed = self._removed
        n = int(removed.sum())
        rows = [
            ["voxels", " x ".join(f"{one:,}" for one in removed.shape)],
            ["spacing", " x ".join(f"{one:g}" for one in self.spacing) + " mm"],
            ["removed" if self._known else "changed", f"{n:,} voxels, {n / removed.size:.1%} of the volume"],
        ]
        if n:
            reach = [_slices_with(removed, axis) for axis in range(3)]
            rows.append(
                [
                    "within slices",
                    ", ".join(f"{name} {at[0]} to {at[-1]}" for name, at in zip(PLANES, reach, strict=True)),
                ]
            )
        rows += [[name, value] for name, value in self.facts.items()]
        about = escape(str(self.standing).capitalize())
        return table(["", ""], rows, caption="Defacing") + f'<p class="small">{about} head.</p>'

    def _picture(self, name: str, what: str) -> np.ndarray:
        axis, at = PLANES.index(name), self.slices[name].value
        low, high = self._limits
        volume = self._volumes["after" if what == "after" else "before"]
        grey = np.clip((plane(volume, axis, at) - low) / (high - low if high > low else 1), 0, 1)
        picture = as_picture((grey * 255).astype(np.uint8))
        if what != "removed part":
            return picture
        mask = plane(self._removed, axis, at)
        step = -(-max(mask.shape) // max(picture.shape))
        return _tinted(picture, mask[::step, ::step][: picture.shape[0], : picture.shape[1]])

    def _draw(self) -> None:
        for name in PLANES:
            self.images[name].show(self._picture(name, self.what.value), self._size(name), width=WIDTH)

    def _still(self, name: str, what: str) -> str:
        height, width = self._size(name)
        shown = WIDTH * 3 // 4
        label = f"{what}: {name} slice"
        return still(
            self._picture(name, what), self.standing, label=label, width=shown, height=shown * height // width
        )

    def _size(self, name: str) -> tuple[int, int]:
        """Height and width of a slice in millimetres."""
        across, down = (one for one in range(3) if one != PLANES.index(name))
        height, width = (
            max(round(self._removed.shape[one] * self.spacing[one]), 1) for one in (down, across)
        )
        return height, width


def _slices_with(removed: np.ndarray, axis: int) -> np.ndarray:
    """Numbers of the slices in which something was removed."""
    return np.flatnonzero(removed.any(axis=tuple({0, 1, 2} - {axis})))


def _middle(removed: np.ndarray, axis: int) -> int:
    """The middle slice of what was removed, or of the volume."""
    at = _slices_with(removed, axis)
    return int(at[len(at) // 2]) if len(at) else removed.shape[axis] // 2


def _volume(path: Path | str) -> tuple[np.ndarray, tuple[float, float, float]]:
    """The first volume of a file, its axes right, front and up, with the millimetres between voxels."""
    import nibabel
    from nibabel.filebasedimages import ImageFileError

    try:
        image = nibabel.as_closest_canonical(nibabel.load(path))
        shape = image.shape
        volume = np.asarray(image.dataobj[(..., *(0,) * max(len(shape) - 3, 0))], dtype=np.float32)
        x, y, z = (float(one) for one in image.header.get_zooms()[:3])
    except (ImageFileError, OSError, EOFError, ValueError, TypeError, IndexError) as error:
        raise PrivacyInputError(
            f"DefacingView: a file cannot be read as a volume ({type(error).__name__})."
        ) from None
    return volume, (x, y, z)


def plane(volume: np.ndarray, axis: int, at: int) -> np.ndarray:
    """One slice as it is looked at: the last axis up, the first or second from left to right."""
    return np.rot90(np.take(volume, at, axis=axis))


def _tinted(grey: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Colour what was removed, with diagonal stripes."""
    colours = np.repeat(grey[..., None].astype(np.float32), 3, axis=2)
    stripes = np.add.outer(np.arange(grey.shape[0]), np.arange(grey.shape[1])) % 6 < 2
    strength = np.where(stripes, 0.9, 0.45)[..., None]
    tinted = colours * (1 - strength) + TINT * strength
    return np.where(mask[..., None], tinted, colours).astype(np.uint8)
