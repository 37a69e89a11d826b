export const diagnostics = `Reading diagnostics and reports

A note tells what a fit has to remark; --json has its code in diagnostics.

not-converged      Stopped before it stood still. Allow more --max-iterations;
                   a soft fit that merges or parts slowly needs them most.
empty-component    No row is in a cluster. Try a smaller -k, or --restarts 10.
fewer-distinct-points
                   Fewer different rows than clusters: a smaller -k.
merged-components  Centroids of a soft fit coincide, and there are fewer
                   clusters than asked for: a greater --stiffness, or this is
                   all that the rows show at that width.
no-threads         It ran on one thread, to the same result.
order-dependent    A program has shown it rows once, or further ones, in some
                   order: a fit of all of them may be better.
variance-floored   A cluster has collapsed: it has no width in some direction,
                   and BIC and AIC are lower by it without merit, which select
                   and -k auto do not count. By its cause:
  point            It is one row, far from the others: an outlier found, or a
                   placeholder such as -9999. Correct it or leave it out.
  few              Too few rows for such a covariance: more --restarts, a
                   smaller -k, or --covariance diagonal.
  value            All its rows have one value in a column, as zeros or
                   categories do: leave the column out by --columns.
  direction        Its columns depend on each other: a smaller -k, or
                   --covariance diagonal.
  data             So does the whole table: constant columns, or one that
                   follows from others. Leave some out. No cluster is at fault.

Reports
  size               Rows in a cluster; soft and gaussian: sums of shares. A
                     cluster of a handful of rows is mostly outliers.
  total sum of squares explained
                     Grows with every further cluster: no measure of how many.
  silhouette         -1 to 1. Above 0.5 clusters stand apart; below 0.25 they
                     are mostly cuts through one cloud, and one more or less
                     is as good. Ask a mixture, or other columns.
  BIC, AIC           Lower is better, between fits to the same rows and columns.
  passed over        A number of clusters that looks better by its criterion
                     and has collapsed, or is no choice for a reason given.
  adjusted Rand index
                     1: the clusters are the groups you know; 0: by chance.

Is it real? Run it with another --seed, and with half of the rows: clusters that
are there come back. Look at it:
  $ mixtura fit penguins.csv -k 3 --standardize --restarts 10 --plot - \\
      --columns bill_length_mm,bill_depth_mm
  $ mixtura fit penguins.csv -k 3 --standardize --seed 1 --restarts 10 \\
      --columns bill_length_mm,bill_depth_mm

See also: mixtura help algorithms, mixtura help data
`;
