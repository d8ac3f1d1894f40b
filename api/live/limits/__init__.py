"""What is limited: `usage_limits` says how much, `user_quota` counts per user, `execution_budget` per execution."""
