@echo off
rem Starts VSC Desktop and its checks from a checkout on Windows:
rem   packaging\run demo ^| window ^| vscdesktop ^| test ^| sweep ^| bench  [ARGUMENTS]
rem UNPROVED: written beside packaging/run, which is tested; nobody has run this one on Windows yet.
rem Needs Python 3.11 to 3.14. The packages of requirements.lock go into a private environment in
rem %LOCALAPPDATA%\vscdesktop (or in the folder VSCDESKTOP_ENV names).
setlocal
for %%i in ("%~dp0..") do set "root=%%~fi"
set "lock=%root%\packaging\requirements.lock"
set "verb=%~1"
set "run="
if "%verb%"=="demo" set "run=-m vscdesktop demo"
if "%verb%"=="window" set "run=-m vscdesktop window"
if "%verb%"=="vscdesktop" set "run=-m vscdesktop.cli.main"
if "%verb%"=="sweep" set "run=-m tests.sweep"
if "%verb%"=="bench" set "run=-m tests.bench"
if "%verb%"=="test" set "run=-m pytest"
if "%run%"=="" (
    echo usage: packaging\run demo ^| window ^| vscdesktop ^| test ^| sweep ^| bench  [ARGUMENTS] 1>&2
    exit /b 2
)
set "rest="
:collect
shift
if "%~1"=="" goto collected
set rest=%rest% %1
goto collect
:collected

set "supported=import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 15))"
set "python="
for %%p in ("py -3" "python" "py -3.14" "py -3.13" "py -3.12" "py -3.11") do (
    if not defined python %%~p -c "%supported%" >nul 2>nul && set "python=%%~p"
)
if not defined python (
    echo packaging\run: no Python from 3.11 to 3.14 found. Install one from python.org or the Microsoft Store. 1>&2
    exit /b 1
)

if not defined VSCDESKTOP_ENV set "VSCDESKTOP_ENV=%LOCALAPPDATA%\vscdesktop"
for /f %%v in ('%python% -c "import sys; print('%%d%%d' %% sys.version_info[:2])"') do set "env=%VSCDESKTOP_ENV%\env-%%v"
rem The lock is copied into the environment last of all: equal copies mean a finished set-up.
fc /b "%lock%" "%env%\ready.lock" >nul 2>nul && goto ready
echo Setting up %env% (once) 1>&2
if exist "%env%" rmdir /s /q "%env%"
%python% -m venv "%env%" || exit /b 1
"%env%\Scripts\python" -m pip install --quiet --disable-pip-version-check --no-input --require-hashes --only-binary :all: -r "%lock%" || exit /b 1
copy /y "%lock%" "%env%\ready.lock" >nul || exit /b 1
:ready

set "PATH=%env%\Scripts;%PATH%"
set "PYTHONPATH=%root%"
if not "%verb%"=="test" goto start
cd /d "%root%" || exit /b 1
if not defined QT_QPA_PLATFORM set "QT_QPA_PLATFORM=offscreen"
for %%c in ("ruff check ." "ruff format --check ." "mypy" "lint-imports") do (
    echo + %%~c
    %%~c || exit /b 1
)
echo + python %run%%rest%
:start
python %run%%rest%
