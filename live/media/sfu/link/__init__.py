"""What one receiver's link carries: estimated, probed, and divided among its pictures. Pure."""
