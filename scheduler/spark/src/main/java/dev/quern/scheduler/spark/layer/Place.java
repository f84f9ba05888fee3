package dev.quern.scheduler.spark.layer;

/**
 * Where a result is to be had.
 *
 * @param layer the layer
 * @param unit the number of the unit in there
 */
public record Place(int layer, int unit) {}
