"""The canvas: a journey as cards and edges, on the screen and as a picture."""

from designer.canvas.view import CanvasView

__all__ = ["CanvasView"]
