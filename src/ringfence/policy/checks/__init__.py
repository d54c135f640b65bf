"""What a pack is checked for, a file each; every check adds its faults to the page they stand on."""
