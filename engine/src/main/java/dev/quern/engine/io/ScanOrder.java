package dev.quern.engine.io;

import java.io.Serializable;

/**
 * One key of an order that a source may bring its rows into.
 *
 * @param column the column
 * @param descending greatest first
 * @param nullsFirst nulls before all values, whichever the direction
 */
public record ScanOrder(String column, boolean descending, boolean nullsFirst)
    implements Serializable {}
