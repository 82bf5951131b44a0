-- What each file of a publication was when it was made: a night sees by it that one was damaged since.
create table ops.published_files (
    publication_no bigint not null,
    file varchar not null,
    sha256 varchar not null
);
