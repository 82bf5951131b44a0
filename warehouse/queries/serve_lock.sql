-- From here on no statement reaches another host, or a file but the ones by which the next publication comes in; and no
-- setting changes.
set allowed_paths = {text};
set enable_external_access = false;
set lock_configuration = true
