package dev.quern.engine.io;

import java.nio.file.Path;

/**
 * The rows of one of the files that a source is made of.
 *
 * @param path of the file
 * @param rows with the columns of the source
 */
public record FileRows(Path path, Source rows) {}
