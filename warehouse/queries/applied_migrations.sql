select number from warehouse.ops.migrations
