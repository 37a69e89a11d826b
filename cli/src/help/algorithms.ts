export const algorithms = `Choosing an algorithm

  -a kmeans     Every row belongs to its nearest centroid. Assumes clusters of
                about one width, round, and of about one size: the border
                between two is half-way between their centroids.
                Take it first, for many rows and many columns, for colours,
                places and segments that need one label a row. --start optimal
                finds the best there is of one column.

  -a soft       Rows are shared among centroids, the more firmly the greater the
                stiffness β. Assumes one width for all clusters, 1/√β, in the
                units of the columns. Take it where rows between two clusters
                matter, and you know the width. Where β is too small, clusters
                merge.

  -a gaussian   A mixture of Gaussians: each cluster has a weight, a mean and a
                covariance of its own. Assumes clusters that are dense in the
                middle and thin out on all sides. Take it where clusters differ
                in size, width or direction, where columns depend on each
                other, for probabilities, odd rows, new rows drawn from the
                model, and to find out how many clusters there are.

Covariances of -a gaussian, from the fewest numbers to learn to the most:
  --covariance spherical   round, each of its own width (the default); needs
                           columns on one scale
  --covariance diagonal    its own width in every column; for some 50 rows a
                           cluster or less, or more than 10 columns
  --covariance tied        any ellipsoid, one for all clusters
  --covariance full        its own ellipsoid each; the most that can be found,
                           and it needs the most rows

All three find the best in their neighbourhood, not always the best there is:
--restarts 10 keeps the best of ten. The same --seed gives the same result.

Which of them?
  $ mixtura compare penguins.csv -k 3 --standardize --describe species \\
      --columns bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g

How many clusters?
  Mixtures by BIC, where lower is better and a difference below 6 says little;
  the others by the mean silhouette. Where several k are close, take the one
  that you can explain.
  $ mixtura select penguins.csv -k 1..6 -a gaussian --covariance full \\
      --columns bill_length_mm,body_mass_g --restarts 5

See also: mixtura help data, mixtura help diagnostics
`;
