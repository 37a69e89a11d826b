export const machines = `Fitting over many machines

A table that no machine holds in memory, or reads in time, is spread over many:
workers hold its rows, one process runs the fit, and a Redis carries questions
and answers between them. The result is that of mixtura fit --stream, byte for
byte. It needs the package mixtura-cluster beside the command.

Redis     One that all machines reach, with a password, since whoever can write
          to it can have workers read tables. Its URL holds the password, so put
          it where process lists do not show it:
          $ export MIXTURA_REDIS=redis://:PASSWORD@redis.example:6379

Workers   On every machine, as many as there are. Each reads the table by
          itself, by the same path or URL, and only below what --data names. It
          takes what fits into --memory, and ends with Ctrl-C, or when it has
          had nothing to do for --idle:
          $ mixtura worker --data /shared --memory 8GB

Fits      Anywhere, of a file that --stream could read, with its options.
          --shards should be a few times the threads of all workers:
          $ mixtura fit /shared/flights.parquet -k 8 --redis --model model.json

Progress  Which worker holds how many rows, how fast each is, the iteration, and
          the time left at most:
          $ mixtura status

Losses    A worker that is lost is made up for by the others, and new ones take
          part at once. A fit that is cut short says its name, and goes on where
          it was with --resume and the same options, for a week:
          $ mixtura fit /shared/flights.parquet -k 8 --redis --resume 3f9a21c4

See also: mixtura help data
`;
