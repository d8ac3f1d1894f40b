"""What a browser may do for the page, and nobody else by it (https://www.w3.org/TR/CSP3)."""

from collections.abc import Mapping

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: https:",  # avatars are wherever the chat product has them
    "media-src": "'self' blob: mediastream:",
    "font-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}
NEEDED = ("camera", "microphone", "display-capture", "autoplay", "fullscreen", "picture-in-picture")
FIXED = {
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": ", ".join(f"{feature}=(self)" for feature in NEEDED),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def page_headers(host: str | None) -> Mapping[str, str]:
    """Of a page that was asked for at a host, with its port; None if that isn't known.

    The host is named for WebSockets: not every browser takes `'self'` for them too.
    """
    sockets = "" if host is None else f" ws://{host} wss://{host}"
    policy = POLICY | {"connect-src": f"'self'{sockets}"}
    return FIXED | {"Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items())}
