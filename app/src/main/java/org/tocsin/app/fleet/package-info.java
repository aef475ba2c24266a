/**
 * The parts of the fleet test: a server of feeds that publish all the while and notes who asks for which, and the instances
 * that poll them between them.
 */
@NullMarked
package org.tocsin.app.fleet;

import org.jspecify.annotations.NullMarked;
