"""What is measured of a line, one file a measure; the relations they are counted over beside them."""
