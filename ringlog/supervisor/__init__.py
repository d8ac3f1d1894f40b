"""Keeps the roles running, each as a process of its own, which `role_process` starts again when it dies."""
