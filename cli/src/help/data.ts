export const data = `Preparing data

Columns   Cluster by what makes rows alike, and by nothing else: --columns a,b.
          Without it every column that holds only numbers counts. Leave out
          what is a name though it looks like a number: ids, row numbers,
          postcodes, years. Use a column that you already know the groups by
          to look at the result: --describe species.

Scales    Distances add up columns: grams outweigh millimetres. --standardize
          puts all columns on one scale, unless they share a unit (colours,
          coordinates). Mixtures with --covariance diagonal, tied or full do
          not need it.
          Amounts and counts with a long tail: take their logarithm before.

Categories
          Words are no numbers. --one-hot species gives every category a column
          of 0 and 1, which suits k-means beside --standardize, and mixtures
          badly: a cluster in which all rows are alike has no width there.

Missing values
          An empty field, NA, N/A, NaN, null, None, ?, . and the others that
          pandas takes for one are missing; - is text, and a note asks about it.
          Rows that lack a value in a used column are dropped, and a note says
          which. --missing mean puts the mean of the column there: for a few
          values of many rows. A column with many of them: leave it out.

Placeholders
          -9999, 999 or 0 for "unknown" is a number to the command. It draws a
          centroid to itself, or stretches a cluster. Make it an empty field
          before. A note asks about nines alone, as -9999 and 999, that are far
          from all other values of their column; it cannot know of a 0.

Dates     Dates and times are text, and left out. Make numbers of what matters
          before: days since an event, or the hour as a sine and a cosine,
          since 23 and 0 are neighbours. So are longitudes 179 and -179: places
          far apart belong on a sphere, as x, y and z.

Written   Commas between fields and a point in numbers, unless told otherwise:
as        --delimiter tab, --decimal , for 3,5 and --no-header where the first
          line is a row. --format names the kind where the file's name does
          not tell it.

  $ mixtura fit penguins.csv -k 3 --columns bill_length_mm,body_mass_g \\
      --standardize --missing drop --describe species
  $ mixtura fit penguins.csv -k 3 --columns bill_length_mm,body_mass_g \\
      --one-hot island --standardize

See also: mixtura help algorithms, mixtura help diagnostics
`;
