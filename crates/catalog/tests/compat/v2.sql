-- A catalogue as schema version 2 wrote it: two rows, one with a field of its own and one private; three files, of which one
-- was analysed and listened to, one analysed, and one refused; an embedding; a key. Dumped with its pragmas from the database
-- of that release, the folder of the music renamed. Never edited: it says what must still open.
PRAGMA foreign_keys = OFF;
PRAGMA application_id = 1214345835;
PRAGMA user_version = 2;
BEGIN TRANSACTION;
CREATE TABLE catalogue (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    identity TEXT NOT NULL,
    sequence INTEGER NOT NULL
) STRICT;
INSERT INTO "catalogue" VALUES(1,'a6f9fd83d37cb9ec1db538a08deb97cb',3);
CREATE TABLE embedding_versions (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    width INTEGER NOT NULL
) STRICT;
INSERT INTO "embedding_versions" VALUES(1,'meaning/1',2);
CREATE TABLE embeddings (
    version INTEGER NOT NULL REFERENCES embedding_versions (id),
    row INTEGER NOT NULL REFERENCES tracks (row),
    vector BLOB NOT NULL,
    PRIMARY KEY (version, row)
) STRICT, WITHOUT ROWID;
INSERT INTO "embeddings" VALUES(1,1,X'A069CE3B5F7F');
CREATE TABLE files (
    path TEXT PRIMARY KEY,
    asset_id INTEGER NOT NULL,
    size INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    analyser INTEGER NOT NULL,
    refusal TEXT,
    missing INTEGER NOT NULL
, sound TEXT) STRICT, WITHOUT ROWID;
INSERT INTO "files" VALUES('/music/one.mp3',1381840071326005,7,1795401056039961723,X'4E8C6B696793567C3F04D80C6E5681815A3DA481B07A8A5845057749203334B9',2,NULL,0,'ears/1');
INSERT INTO "files" VALUES('/music/three.mp3',681166611499172,9,1795401056039961723,X'26B8475E948A403B7458AECB78E86CDEA847939DEEF79DEBF776EC51C177CF5C',2,NULL,0,NULL);
INSERT INTO "files" VALUES('/music/two.mp3',1573927968657821,7,1795401056039961723,X'5977AA979519D7396CD356756F2B1621721798631618014FA33BD2D8A951B6E0',2,'no audio in it',0,NULL);
CREATE TABLE keys (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    tier TEXT NOT NULL,
    digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
    created_at INTEGER NOT NULL,
    last_used_at INTEGER,
    revoked_at INTEGER
) STRICT;
INSERT INTO "keys" VALUES('key_4e498c80ad8f','game','free',X'635C76A4C89D25601E4AF9C108F97AC667B334E6E29006454DD6C1B6C3DAEAF0',1700000000,NULL,NULL);
CREATE TABLE sound_versions (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    width INTEGER NOT NULL,
    tags INTEGER NOT NULL
) STRICT;
INSERT INTO "sound_versions" VALUES(1,'ears/1',2,3);
CREATE TABLE sounds (
    row INTEGER PRIMARY KEY REFERENCES tracks (row),
    version INTEGER NOT NULL REFERENCES sound_versions (id),
    embedding BLOB NOT NULL,
    tags BLOB NOT NULL
) STRICT;
INSERT INTO "sounds" VALUES(3,1,X'9A99193FCDCC4CBF',X'0000803E0000003F0000803F');
CREATE TABLE structures (
    row INTEGER PRIMARY KEY REFERENCES tracks (row),
    document TEXT NOT NULL
) STRICT;
INSERT INTO "structures" VALUES(3,'{"beats":[0.5,1.25],"downbeats":[],"meter":4,"sections":[],"phrases":[]}');
INSERT INTO "structures" VALUES(4,'{"beats":[0.5,1.25],"downbeats":[],"meter":4,"sections":[],"phrases":[]}');
CREATE TABLE tracks (
    row INTEGER PRIMARY KEY,
    asset_id INTEGER NOT NULL UNIQUE,
    status TEXT NOT NULL,
    gone INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    revised INTEGER NOT NULL,
    imported_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    analyser INTEGER,
    stated TEXT,
    tagged TEXT,
    measured TEXT,
    extra TEXT
) STRICT;
INSERT INTO "tracks" VALUES(1,9001,'public',0,3,1,1700000000,1700000000,NULL,'{"name":"Rain Gate","artist":"Mara Quell","play_count":12}',NULL,NULL,'{"shelf":"upper"}');
INSERT INTO "tracks" VALUES(2,9002,'private',0,1,1,1700000000,1700000000,NULL,'{"status":"private","name":"Low Tide"}',NULL,NULL,NULL);
INSERT INTO "tracks" VALUES(3,1381840071326005,'public',0,2,2,1700000000,1700000000,2,NULL,'{"name":"One","genres":["Ambient"],"path":"/music/one.mp3"}','{"version":2,"loudness_lufs":-19.25,"bpm":84.3}',NULL);
INSERT INTO "tracks" VALUES(4,681166611499172,'public',0,2,2,1700000000,1700000000,2,NULL,'{"name":"One","genres":["Ambient"],"path":"/music/three.mp3"}','{"version":2,"loudness_lufs":-19.25,"bpm":84.3}',NULL);
CREATE TABLE usage (
    key TEXT NOT NULL REFERENCES keys (id),
    day INTEGER NOT NULL,
    requests INTEGER NOT NULL,
    PRIMARY KEY (key, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE waveforms (
    row INTEGER PRIMARY KEY REFERENCES tracks (row),
    points BLOB NOT NULL
) STRICT;
INSERT INTO "waveforms" VALUES(3,X'01C8FF');
INSERT INTO "waveforms" VALUES(4,X'01C8FF');
CREATE INDEX tracks_by_sequence ON tracks (sequence, row);
CREATE INDEX tracks_by_status ON tracks (status, analyser);
CREATE INDEX embeddings_by_row ON embeddings (row, version);
CREATE INDEX files_by_digest ON files (digest);
CREATE INDEX files_by_asset ON files (asset_id);
CREATE INDEX sounds_by_version ON sounds (version, row);
COMMIT;
