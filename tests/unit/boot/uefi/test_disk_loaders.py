"""Where installed systems keep their loaders."""

from __future__ import annotations

from salt_pxe.boot.uefi.disk_loaders import DISK_LOADERS


def test_a_system_s_own_loader_goes_before_the_removable_path() -> None:
    """Many systems put a fallback there too, which may write the firmware's boot order anew."""
    assert DISK_LOADERS[-1] == "/EFI/BOOT/BOOTX64.EFI"
    assert len(set(DISK_LOADERS)) == len(DISK_LOADERS)


def test_shim_goes_before_the_same_vendor_s_grub() -> None:
    """Under Secure Boot GRUB alone is refused."""
    assert DISK_LOADERS.index("/EFI/debian/shimx64.efi") < DISK_LOADERS.index("/EFI/debian/grubx64.efi")


def test_each_is_an_absolute_path_on_the_efi_system_partition() -> None:
    """As GRUB's `search --file` takes it."""
    assert all(path.startswith("/EFI/") and path.lower().endswith(".efi") for path in DISK_LOADERS)
