/** The command line and the all-in-one. */
package org.tocsin.app;
