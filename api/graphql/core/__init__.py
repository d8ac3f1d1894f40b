"""What all subjects of the schema share: fields, ids, pages, limits, loading, performing mutations, and watching."""
