/**
 * JSON lines (NDJSON): files with an object a line, compressed or not. {@link
 * dev.quern.engine.io.json.JsonSource} cuts them at line ends into splits, whose readers scan each
 * object once, pass over the fields that nobody wants, and write the others where the columns will
 * have them; {@link dev.quern.engine.io.json.JsonSink} writes batches. Numbers and times are read
 * and written by the parsers and writers of {@link dev.quern.engine.io.csv}, so that both formats
 * mean the same by a text.
 */
@NullMarked
package dev.quern.engine.io.json;

import org.jspecify.annotations.NullMarked;
