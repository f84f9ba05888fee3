package dev.quern.engine.io;

import java.io.Serializable;

/**
 * A column that rows are in the order of. NaN is greater than everything, -0.0 equals 0.0, and
 * texts are ordered by their bytes.
 *
 * @param column the column's name
 * @param descending greatest first
 * @param nullsFirst nulls before all values, whichever the direction
 */
public record OrderedColumn(String column, boolean descending, boolean nullsFirst)
    implements Serializable {}
