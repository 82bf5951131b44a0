select max(built_at) from ops.builds
