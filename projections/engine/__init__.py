"""What keeps the views: it projects facts in batches, rebuilds views beside the live ones, and reads them."""
