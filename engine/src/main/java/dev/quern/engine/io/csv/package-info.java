/**
 * Delimited text: {@link dev.quern.engine.io.csv.CsvSource} reads files of rows into typed columns,
 * {@link dev.quern.engine.io.csv.CsvSink} writes batches as such a file.
 *
 * <p>The way in: {@code RowBoundaries} cuts a file into splits that begin at rows, which is where
 * quoted line feeds matter; a {@code TextWindow} holds the text of some thousand rows and {@code
 * Rows} says where their fields lie (the kernel {@link dev.quern.engine.kernel.ScanKernel} finds
 * that); one {@code ColumnParser} per wanted column runs down its fields and fills a {@code
 * ColumnTarget}, from which the batch's vector is made. {@code TypeInference} runs the same parsers
 * over a sample to find the types: what a type means and what is inferred as it cannot differ.
 *
 * <p>Errors name {@code file:line:column}; lines are counted only then.
 */
@NullMarked
package dev.quern.engine.io.csv;

import org.jspecify.annotations.NullMarked;
