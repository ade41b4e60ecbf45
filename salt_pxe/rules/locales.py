"""Time zone, keyboard and language are ones that the installed system has."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from salt_pxe.installers.installed_system import InstalledSystem
from salt_pxe.installers.plug import Installer, installer_of
from salt_pxe.rules.references import NearNames
from salt_pxe.site.problem import Problem
from salt_pxe.site.profiles.profile import Profile
from salt_pxe.site.profiles.release import Release
from salt_pxe.site.site import Site
from salt_pxe.site.values import shown, time_zones
from salt_pxe.site.values.keymap_names import KEYMAPS
from salt_pxe.site.values.layout_names import LAYOUTS, OPTIONS
from salt_pxe.site.values.locale_names import CHARSETS, LOCALES

CONSOLE = KEYMAPS | {layout.replace("(", "-").rstrip(")") for layout in LAYOUTS}
"""The console keymaps: kbd's own, and those that distributions make of keyboard layouts (`us-intl`)."""


def names(site: Site) -> Iterator[Problem]:
    """Every name of a profile's locale stands for something; an installer takes a wrong one in silence."""
    near = NearNames()
    for name, profile in site.profiles.items():
        installer = installer_of(site, name)
        release = installer.release(profile.release)
        if release is None:
            continue
        path = f"pxe:profiles:{name}"
        yield from _zone(f"{path}:timezone:zone", profile, installer, release, near)
        yield from _keyboard(f"{path}:keyboard", profile, near)
        yield from _languages(path, profile, installer.installed_system(release), near)


def _zone(
    path: str, profile: Profile, installer: Installer, release: Release, near: NearNames
) -> Iterator[Problem]:
    zone = profile.timezone.zone
    if zone not in time_zones.zones():
        yield Problem(
            path,
            f"there is no time zone {shown(zone)} in the tz database",
            near_name(zone, time_zones.zones(), near, "a name such as Europe/Berlin or Etc/UTC"),
        )
    elif installer.time_zone(release, zone) is None:
        yield Problem(
            path,
            f"the installer of {profile.release} does not know the time zone {shown(zone)}, under any of its names",
            "choose one whose clocks are the same",
        )


def _keyboard(path: str, profile: Profile, near: NearNames) -> Iterator[Problem]:
    said = profile.keyboard
    if said.vckeymap is not None and said.vckeymap not in CONSOLE:
        yield Problem(
            f"{path}:vckeymap",
            f"there is no console keymap {shown(said.vckeymap)}",
            near_name(said.vckeymap, CONSOLE, near, "a name such as us, de-nodeadkeys or fr-latin9"),
        )
    for index, layout in enumerate(said.xlayouts):
        if layout.replace(" (", "(") not in LAYOUTS:
            yield Problem(
                f"{path}:xlayouts:{index}",
                f"there is no keyboard layout {shown(layout)}",
                near_name(
                    layout,
                    [one.replace("(", " (") for one in LAYOUTS],
                    near,
                    "a layout such as us, or us (intl)",
                ),
            )
    for index, option in enumerate(said.switch):
        if option not in OPTIONS:
            yield Problem(
                f"{path}:switch:{index}",
                f"there is no keyboard option {shown(option)}",
                near_name(option, OPTIONS, near, "one of xkeyboard-config(7), such as grp:alt_shift_toggle"),
            )


def _languages(path: str, profile: Profile, system: InstalledSystem, near: NearNames) -> Iterator[Problem]:
    said = [(f"{path}:lang", profile.lang)]
    said += [(f"{path}:addsupport:{index}", one) for index, one in enumerate(profile.addsupport)]
    for where, locale in said:
        plain, at, modifier = locale.partition("@")
        language, point, charset = plain.partition(".")
        name = f"{language}{at}{modifier}"
        if name in ("POSIX", "C") and not point:
            continue
        if name not in LOCALES:
            yield Problem(
                where,
                f"there is no locale {shown(locale)} in glibc",
                _near_locale(locale, near),
            )
        elif point and re.sub("[^a-z0-9]", "", charset.lower()) not in CHARSETS:
            yield Problem(
                where, f"no locale of glibc has the character set {shown(charset)}", f"write {_utf8(name)}"
            )
        elif name in system.absent_locales:
            yield Problem(where, f"{profile.release} has no locale {locale}", "write en_US.UTF-8, or C")


def _near_locale(locale: str, near: NearNames) -> str:
    """Return the hint for a locale: for a language alone its own country, or the first that glibc has for it."""
    name = locale.partition(".")[0]
    own = f"{name}_{name.upper()}"
    found = [own] if own in LOCALES else sorted(one for one in LOCALES if one.startswith(f"{name}_"))
    if found:
        return f"write {_utf8(found[0])}"
    return near_name(locale, [_utf8(one) for one in LOCALES], near, "a name such as en_US.UTF-8")


def _utf8(locale: str) -> str:
    """Return the name of a locale in UTF-8; the character set stands before the modifier (`sr_RS.UTF-8@latin`)."""
    language, at, modifier = locale.partition("@")
    return f"{language}.UTF-8{at}{modifier}"


def near_name(word: str, known: Collection[str], near: NearNames, otherwise: str) -> str:
    """Return the hint that names the nearest known names: the same letters in another case, or else alike."""
    same = [one for one in known if one.lower() == word.lower()]
    if same:
        return f"write {min(same)}"
    return near.hint(word, sorted(known), otherwise)
