select number from ops.migrations
