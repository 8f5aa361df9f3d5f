"""Content types of media: which may be uploaded, and how each is served."""

from __future__ import annotations

UPLOADABLE = frozenset(
    {
        "image/png",
        "image/jpeg",
        "image/jpg",
        "image/webp",
        "image/gif",
        "image/svg+xml",
        "image/tiff",
        "image/bmp",
        "image/avif",
        "image/heic",
        "audio/mpeg",
        "audio/mp3",
        "audio/wav",
        "audio/ogg",
        "audio/oga",
        "audio/aac",
        "audio/mp4",
        "audio/flac",
        "audio/opus",
        "audio/webm",
        "video/mp4",
        "video/webm",
        "video/ogg",
        "video/mpeg",
        "video/quicktime",
        "video/x-msvideo",
        "video/x-matroska",
        "text/plain",
        "text/html",
        "text/css",
        "text/csv",
        "text/markdown",
        "text/x-python",
        "application/javascript",
        "text/x-typescript",
        "application/x-yaml",
        "application/pdf",
        "application/msword",
        "application/vnd.ms-excel",
        "application/zip",
        "application/json",
        "application/xml",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/octet-stream",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/rtf",
        "application/x-ndjson",
        "application/vnd.apache.parquet",
        "application/gzip",
        "application/x-tar",
        "application/x-7z-compressed",
    }
)
"""What the wire's MediaContentType names."""

_SHOWN = ("image/", "audio/", "video/", "text/plain", "application/pdf")
_ACTIVE = ("image/svg+xml",)


def served_type(content_type: str) -> str:
    """The type media are served with: their own when it is known, else plain bytes."""
    return content_type if content_type in UPLOADABLE else "application/octet-stream"


def disposition(content_type: str) -> str:
    """`inline` for what a browser shows and cannot run, `attachment` for everything else."""
    kind = served_type(content_type)
    return "inline" if kind.startswith(_SHOWN) and kind not in _ACTIVE else "attachment"
