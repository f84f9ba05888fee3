/**
 * Files of JSON objects, compressed or not: an object a line (NDJSON), one array of them, or one
 * behind the other. {@link dev.quern.engine.io.json.JsonSource} cuts lines at their ends into
 * splits; what may span lines is read as a whole, and made lines window by window. Readers scan
 * each object once, pass over the fields that nobody wants, and write the others where the columns
 * will have them; {@link dev.quern.engine.io.json.JsonSink} writes batches. Numbers and times are
 * read and written by the parsers and writers of {@link dev.quern.engine.io.csv}, so that both
 * formats mean the same by a text.
 */
@NullMarked
package dev.quern.engine.io.json;

import org.jspecify.annotations.NullMarked;
