"""Keeps the roles running, each as a process of its own."""
