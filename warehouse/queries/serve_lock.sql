-- From here on no statement reaches the file system or another host, and no setting changes.
set enable_external_access = false;
set lock_configuration = true
