"""The screens of web/app as they were built, and how browsers may use them."""
